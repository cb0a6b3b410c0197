# SPDX-License-Identifier: Apache-2.0
"""Every error of the endpoint: its status, what it says in both languages, how to mend it; sent as RFC 9457 problem+json."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem; texts by language."""

    status: int
    title: dict[str, str]
    help: dict[str, str]


def _kind(status: int, vi: str, en: str, help_vi: str, help_en: str) -> Kind:
    return Kind(status, {"vi": vi, "en": en}, {"vi": help_vi, "en": help_en})


KINDS: dict[str, Kind] = {
    "query-missing": _kind(
        400,
        "Thiếu truy vấn",
        "No query",
        "Gửi đúng một tham số `query`, hoặc gửi truy vấn trong thân yêu cầu với kiểu application/sparql-query.",
        "Send exactly one parameter `query`, or the query as a body of type application/sparql-query.",
    ),
    "query-malformed": _kind(
        400,
        "Truy vấn sai cú pháp",
        "The query is not valid SPARQL",
        "Sửa chỗ được nêu (dòng:cột). Truy vấn phải là SPARQL 1.1 SELECT, ASK, CONSTRUCT hoặc DESCRIBE, mã hóa UTF-8.",
        "Correct the query at the place named (line:column). A query is SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE, in UTF-8.",
    ),
    "request-malformed": _kind(
        400,
        "Yêu cầu sai",
        "The request cannot be understood",
        "Sửa tham số được nêu trong chi tiết.",
        "Correct the parameter that the detail names.",
    ),
    "query-too-long": _kind(
        413,
        "Truy vấn quá dài",
        "The query is too long",
        "Rút gọn truy vấn, hoặc chia danh sách VALUES thành nhiều truy vấn.",
        "Shorten the query, or cut a long VALUES list into several queries.",
    ),
    "query-too-deep": _kind(
        400,
        "Truy vấn lồng quá sâu",
        "The query is nested too deeply",
        "Bỏ bớt dấu ngoặc hoặc dấu phủ định lồng nhau.",
        "Take out nested brackets or signs.",
    ),
    "service-refused": _kind(
        403,
        "Không cho phép SERVICE",
        "SERVICE is not allowed",
        "Điểm truy vấn này không gọi máy chủ khác. Hãy chạy truy vấn liên hợp từ máy của bạn; đừng đặt tên tiền tố có chữ “service”.",
        "This endpoint calls no other server. Run federated queries from your own machine; do not name a prefix with “service” in it.",
    ),
    "update-refused": _kind(
        403,
        "Không cho phép cập nhật",
        "Updates are not allowed",
        "Dữ liệu chỉ để đọc: mỗi bản phát hành là bất biến. Sửa dữ liệu ở thư viện nguồn.",
        "The data is read-only: a release never changes. Data is corrected at the library that it comes from.",
    ),
    "not-acceptable": _kind(
        406,
        "Không có dạng được yêu cầu",
        "Not available in the form asked for",
        "Đổi tiêu đề Accept hoặc tham số `format`. Xem các dạng ở trang /api.",
        "Change the Accept header or the parameter `format`. The forms are listed at /api.",
    ),
    "media-type": _kind(
        415,
        "Kiểu nội dung không dùng được",
        "This content type is not understood",
        "Dùng application/x-www-form-urlencoded hoặc application/sparql-query, mã hóa UTF-8, không nén.",
        "Use application/x-www-form-urlencoded or application/sparql-query, in UTF-8, not compressed.",
    ),
    "result-too-large": _kind(
        413,
        "Kết quả quá lớn",
        "The result is too large",
        "Thêm LIMIT hoặc điều kiện. Cần toàn bộ dữ liệu thì tải ở /datasets/.",
        "Add a LIMIT or a condition. For all of the data, download it from /datasets/.",
    ),
    "deadline": _kind(
        504,
        "Truy vấn chạy quá lâu",
        "The query took too long",
        "Thêm điều kiện hoặc LIMIT; tránh nối các mẫu không chung biến và tránh FILTER trên toàn bộ dữ liệu.",
        "Add a condition or a LIMIT; avoid patterns that share no variable and a FILTER over all of the data.",
    ),
    "query-crashed": _kind(
        500,
        "Truy vấn quá nặng",
        "The query needs too much",
        "Truy vấn cần quá nhiều bộ nhớ hoặc lồng quá sâu nên đã bị dừng. Hãy viết truy vấn đơn giản hơn; gửi lại như cũ thì vẫn hỏng.",
        "The query needed too much memory or nested too deeply and was stopped. Make it simpler; sent again as it is, it fails again.",
    ),
    "query-failed": _kind(
        500,
        "Không thực hiện được truy vấn",
        "The query could not be evaluated",
        "Đọc chi tiết rồi sửa truy vấn; nếu vẫn lỗi, hãy báo cho người vận hành.",
        "Read the detail and change the query; if it still fails, tell the operator.",
    ),
    "too-many": _kind(
        429,
        "Quá nhiều truy vấn cùng lúc",
        "Too many queries at once",
        "Chờ các truy vấn trước chạy xong rồi hãy gửi tiếp. Cần nhiều dữ liệu thì tải ở /datasets/.",
        "Wait for your earlier queries before sending more. For much data, download it from /datasets/.",
    ),
    "busy": _kind(
        503,
        "Máy chủ đang bận",
        "The server is busy",
        "Thử lại sau vài giây.",
        "Try again in a few seconds.",
    ),
    "not-found": _kind(
        404,
        "Không tìm thấy",
        "Not found",
        "Kiểm tra lại địa chỉ, hoặc tìm trong mục lục.",
        "Check the address, or search the catalogue.",
    ),
    "withdrawn": _kind(
        410,
        "Đã rút khỏi công bố",
        "Withdrawn",
        "Mục này từng được công bố nhưng thư viện đã rút lại. Xin gỡ liên kết tới địa chỉ này.",
        "This was published once; its library has withdrawn it since. Please remove links to this address.",
    ),
    "split": _kind(
        300,
        "Đã tách thành nhiều mục",
        "Split into several",
        "Địa chỉ này nay chia thành nhiều mục; xin chọn một mục dưới đây.",
        "What stood at this address is now described as several; choose one of them.",
    ),
    "method": _kind(
        405,
        "Phương thức không dùng được",
        "This method is not allowed",
        "Dùng một trong các phương thức ở tiêu đề Allow.",
        "Use one of the methods in the Allow header.",
    ),
    "internal": _kind(
        500,
        "Lỗi của máy chủ",
        "An error of the server",
        "Lỗi đã được ghi lại. Hãy báo cho người vận hành nếu lặp lại.",
        "It has been logged. Tell the operator if it happens again.",
    ),
}


@dataclass
class Problem(Exception):
    """A request cannot be answered. code: a key of KINDS. detail: English facts of this one case. more: further members."""

    code: str
    detail: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """Status and texts."""
        return KINDS[self.code]

    def body(self, language: str) -> dict[str, Any]:
        """The members of the problem document."""
        kind = self.kind
        made: dict[str, Any] = {"type": f"/problems#{self.code}", "title": kind.title[language], "status": kind.status}
        if self.detail:
            made["detail"] = self.detail
        return {**made, "help": kind.help[language], **self.more}

    def response(self, language: str) -> Response:
        """The problem as application/problem+json."""
        data = json.dumps(self.body(language), ensure_ascii=False).encode()
        headers = {"Content-Language": language, "Cache-Control": "no-store", **self.headers}
        return Response(data, self.kind.status, headers, "application/problem+json")
