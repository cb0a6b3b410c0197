# SPDX-License-Identifier: Apache-2.0
"""Metadata of repositories (Dublin Core, MODS, METS) becomes MARC of the digital item, and nothing of it is lost in silence."""

from __future__ import annotations

from io import BytesIO

import pytest

from mucluc.converters.check import check
from mucluc.converters.convert import record_graph
from mucluc.converters.read import detect, read
from mucluc.converters.record import Fault, Record
from mucluc.converters.release_policy import Policy
from mucluc.converters.screen import screen

DC = 'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
DIM = 'xmlns:dim="http://www.dspace.org/xmlns/dspace/dim"'
HEADER = "<header><identifier>oai:thuvien.example:123456789/42</identifier><datestamp>2026-01-02T03:04:05Z</datestamp></header>"


def oai(payload: str, header: str = HEADER) -> str:
    metadata = f"<metadata>{payload}</metadata>" if payload else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>'
        f"<record>{header}{metadata}</record></ListRecords></OAI-PMH>"
    )


def dc(*elements: str) -> str:
    return f"<oai_dc:dc {DC}>{''.join(elements)}</oai_dc:dc>"


def dim(*fields: tuple[str, str, str]) -> str:
    said = "".join(
        f'<dim:field mdschema="dc" element="{element}"{f""" qualifier="{qualifier}" """ if qualifier else ""}>{text}</dim:field>'
        for element, qualifier, text in fields
    )
    return f"<dim:dim {DIM}>{said}</dim:dim>"


def found(text: str, form: str = "auto") -> tuple[list[Record], list[Fault]]:
    all_found = list(read(BytesIO(text.encode()), format=form))
    return [each for each in all_found if isinstance(each, Record)], [each for each in all_found if isinstance(each, Fault)]


def marc(text: str) -> tuple[str, dict[str, list[str]], list[str]]:
    """Leader, fields by tag with $ for the delimiter, and codes with notes of the faults of the one record."""
    (record,), faults = found(text)
    fields: dict[str, list[str]] = {}
    for tag, value in record.fields:
        fields.setdefault(tag, []).append(value.replace("\x1f", "$").replace(" ", "#" if tag < "010" else " "))
    return record.leader, fields, [" ".join(filter(None, (fault.code, fault.note))) for fault in faults]


ITEM = dc(
    "<dc:title>Địa chí Phú Yên</dc:title>",
    "<dc:title>Sách địa chí tỉnh Phú Yên</dc:title>",
    "<dc:creator>Nguyễn Đình Chúc</dc:creator>",
    "<dc:creator>Sở Văn hoá Thông tin Phú Yên</dc:creator>",
    "<dc:contributor>Trần Sĩ Huệ</dc:contributor>",
    "<dc:subject>Địa chí; Lịch sử</dc:subject>",
    "<dc:description>Giới thiệu tự nhiên, lịch sử.</dc:description>",
    "<dc:publisher>Thư viện tỉnh</dc:publisher>",
    "<dc:date>2019-05-20T00:00:00Z</dc:date>",
    "<dc:type>Sách</dc:type>",
    "<dc:format>application/pdf</dc:format>",
    "<dc:identifier>http://hdl.handle.net/123456789/42</dc:identifier>",
    "<dc:identifier>https://so.thuvien.example/bitstream/123456789/42/1/dia-chi.pdf</dc:identifier>",
    "<dc:language>vi_VN</dc:language>",
    "<dc:language>fr</dc:language>",
    "<dc:relation>(TVTPY)000123</dc:relation>",
    "<dc:relation>urn:isbn:9786046915010</dc:relation>",
    "<dc:relation>https://lien-hop.example/record/tinh/000123.html</dc:relation>",
    "<dc:source>Kho địa chí</dc:source>",
    "<dc:coverage>Phú Yên</dc:coverage>",
    "<dc:rights>Được dùng cho học tập</dc:rights>",
)


def test_dublin_core_becomes_a_record_of_the_digital_item() -> None:
    leader, fields, faults = marc(oai(ITEM))
    assert leader[5:8] == "nam"
    assert fields["001"] == ["123456789/42"]
    assert fields["007"] == ["cr#|||||||||||"]
    assert fields["008"] == ["||||||s2019####||||||||o|||||||||||vie||"]
    assert fields["041"] == ["0 $avie$afre"]
    assert fields["100"] == ["0 $aNguyễn Đình Chúc"]
    assert fields["710"] == ["2 $aSở Văn hoá Thông tin Phú Yên"]
    assert fields["700"] == ["0 $aTrần Sĩ Huệ"]
    assert fields["245"] == ["10$aĐịa chí Phú Yên"]
    assert fields["246"] == ["3 $aSách địa chí tỉnh Phú Yên"]
    assert fields["264"] == [" 1$bThư viện tỉnh$c2019-05-20"]
    assert fields["520"] == ["  $aGiới thiệu tự nhiên, lịch sử."]
    assert fields["653"] == ["  $aĐịa chí", "  $aLịch sử"]
    assert fields["655"] == [" 7$aSách$2local"]
    assert fields["024"] == ["7 $a123456789/42$2hdl"]
    assert fields["856"] == [
        "40$uhttps://hdl.handle.net/123456789/42",
        "40$uhttps://so.thuvien.example/bitstream/123456789/42/1/dia-chi.pdf",
    ]
    assert fields["776"] == [
        "08$iBản gốc:$w(TVTPY)000123",
        "08$iBản gốc:$z9786046915010",
        "08$iBản gốc:$whttps://lien-hop.example/record/tinh/000123.html",
    ]
    assert fields["786"] == ["0 $tKho địa chí"]
    assert fields["522"] == ["  $aPhú Yên"]
    assert fields["540"] == ["  $aĐược dùng cho học tập"]
    assert fields["347"] == ["  $bapplication/pdf"]
    assert faults == ["control-number-odd 12 characters"]


def test_it_is_converted_as_an_online_resource_at_its_address() -> None:
    (record,), _ = found(oai(ITEM))
    graph = record_graph(record, "tinh", "https://muc-luc.example/").decode()
    instance = "<https://muc-luc.example/record/tinh/123456789%2F42#instance>"
    assert f"{instance} <http://id.loc.gov/ontologies/bibframe/electronicLocator> <https://hdl.handle.net/123456789/42>" in graph
    assert f"{instance} <http://id.loc.gov/ontologies/bibframe/carrier> <http://id.loc.gov/vocabulary/carriers/cr>" in graph
    assert "relationship/otherphysicalformat" in graph
    assert [fault.code for fault in check(record)] == []


def test_an_element_that_no_mapping_uses_is_a_fault_with_its_count() -> None:
    text = oai(dim(("title", "", "Tên"), ("local", "shelf", "a"), ("local", "shelf", "b"), ("description", "peerreviewed", "Có")))
    _, _, faults = marc(text)
    assert faults[:2] == ["dc-element-unused dc.description.peerreviewed", "dc-element-unused dc.local.shelf, 2 times"]


def test_qualifiers_of_dspace_say_what_is_what() -> None:
    text = oai(
        dim(
            ("title", "", "Nghiên cứu tôm hùm"),
            ("title", "alternative", "Lobster study"),
            ("contributor", "author", "Lê Thị Hoà"),
            ("contributor", "advisor", "Trần Văn Bình"),
            ("date", "issued", "2021"),
            ("date", "accessioned", "2021-06-01T02:00:00Z"),
            ("date", "available", "2021-06-01T02:00:00Z"),
            ("identifier", "isbn", "9786046915010"),
            ("identifier", "citation", "Tạp chí, số 3"),
            ("description", "abstract", "Tóm tắt."),
            ("description", "provenance", "Submitted by Ai Đó (ai-do@thuvien.example)"),
            ("subject", "ddc", "639.6"),
            ("language", "iso", "vi"),
            ("relation", "ispartofseries", "Tùng thư biển"),
            ("relation", "isformatof", "Bản in năm 2020"),
            ("type", "", "Luận văn"),
        )
    )
    _, fields, faults = marc(text)
    assert fields["700"] == ["0 $aTrần Văn Bình$4ths"]
    assert fields["246"] == ["3 $aLobster study"]
    assert fields["520"] == ["3 $aTóm tắt."]
    assert fields["524"] == ["  $aTạp chí, số 3"]
    assert fields["020"] == ["  $a9786046915010"]
    assert fields["082"] == ["04$a639.6"]
    assert fields["490"] == ["0 $aTùng thư biển"]
    assert fields["776"] == ["08$tBản in năm 2020"]
    assert fields["502"] == ["  $aLuận văn"]
    assert "506" not in fields
    assert [fault for fault in faults if fault.startswith("dc-")] == []
    (record,), _ = found(text)
    screened = screen(record, Policy.default()).record
    assert screened is not None and "ai-do" not in str(screened.fields)


@pytest.mark.parametrize(
    "fields",
    [
        (("rights", "", "info:eu-repo/semantics/embargoedAccess"),),
        (("rights", "", "info:eu-repo/semantics/restrictedAccess"),),
        (("rights", "", "Lưu hành nội bộ"),),
        (("rights", "accessRights", "Chỉ cán bộ"),),
        (("date", "", "info:eu-repo/date/embargoEnd/2030-01-01"),),
        (("rights", "embargodate", "2030-01-01"),),
        (("embargo", "lift", "2030-01-01"),),
        (("date", "accessioned", "2021-06-01"), ("date", "available", "2030-01-01")),
        (("date", "available", "forever"),),
    ],
)
def test_an_embargo_or_a_restriction_reaches_the_policy_and_withholds(fields: tuple[tuple[str, str, str], ...]) -> None:
    (record,), _ = found(oai(dim(("title", "", "Hồ sơ"), *fields)))
    assert any(tag == "506" and text.startswith("1 ") for tag, text in record.fields)
    if any("2030" in text for _, _, text in fields):
        assert any(tag == "506" and "\x1fg20300101" in text for tag, text in record.fields)
    assert screen(record, Policy.default()).record is None


def test_open_access_is_published() -> None:
    (record,), _ = found(oai(dim(("title", "", "Sách mở"), ("rights", "", "info:eu-repo/semantics/openAccess"))))
    assert screen(record, Policy.default()).record is not None


def test_a_deleted_item_says_so_under_the_same_number() -> None:
    (record,), _ = found(oai("", HEADER.replace("<header>", '<header status="deleted">')), "dc")
    assert (record.leader[5], record.control_number) == ("d", "123456789/42")


def test_an_item_that_describes_nothing_is_reported() -> None:
    for text in (oai(dc("<dc:creator>Ai</dc:creator>")), oai(""), dc("<dc:title>Không mã</dc:title>")):
        records, faults = found(text, "dc")
        assert records == []
        assert "dc-nothing-described" in [fault.code for fault in faults]


def test_what_is_unknown_is_kept_in_words() -> None:
    _, fields, faults = marc(
        oai(dc("<dc:title>Sử thi</dc:title>", "<dc:language>tiếng xyz</dc:language>", "<dc:date>đời Nguyễn</dc:date>"))
    )
    assert fields["546"] == ["  $atiếng xyz"]
    assert fields["264"] == [" 1$cđời Nguyễn"]
    assert {"dc-language-unknown", "dc-date-unknown"} <= set(faults)


MODS = """<mods xmlns="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink" version="3.7">
<titleInfo><nonSort>The</nonSort><title>Sắc phong</title><subTitle>đình làng</subTitle><partNumber>T. 1</partNumber></titleInfo>
<titleInfo type="alternative"><title>Sắc thần</title></titleInfo>
<name type="personal"><namePart>Trần Sĩ Huệ</namePart><namePart type="date">1944-</namePart>
<role><roleTerm type="code">aut</roleTerm><roleTerm type="text">Tác giả</roleTerm></role></name>
<name type="corporate"><namePart>Bảo tàng Phú Yên</namePart><role><roleTerm type="text">Chủ sở hữu</roleTerm></role></name>
<typeOfResource>still image</typeOfResource><genre>Ảnh</genre>
<originInfo><place><placeTerm type="text">Tuy Hoà</placeTerm></place><publisher>Bảo tàng</publisher>
<dateIssued encoding="w3cdtf">2018</dateIssued>
<edition>Bản 2</edition></originInfo>
<language><languageTerm type="code" authority="iso639-2b">vie</languageTerm></language>
<physicalDescription><extent>12 ảnh</extent><internetMediaType>image/tiff</internetMediaType></physicalDescription>
<abstract>Mười hai đạo sắc.</abstract><note>Chữ Hán.</note>
<subject authority="lcsh"><topic>Villages</topic><geographic>Vietnam</geographic></subject>
<subject><topic>Đình làng</topic></subject><subject><geographic>Phú Yên</geographic></subject>
<classification authority="ddc">959.755</classification>
<relatedItem type="original"><titleInfo><title>Sắc phong</title></titleInfo>
<recordInfo><recordIdentifier source="TVTPY">000777</recordIdentifier></recordInfo></relatedItem>
<relatedItem type="host"><titleInfo><title>Sưu tập Hán Nôm</title></titleInfo><part><detail><number>3</number></detail></part></relatedItem>
<identifier type="hdl">123456789/77</identifier>
<location><url>https://so.thuvien.example/77/manifest.json</url><physicalLocation>Kho Hán Nôm</physicalLocation></location>
<accessCondition type="use and reproduction">CC BY 4.0</accessCondition>
<extension><x>gì đó</x></extension>
<recordInfo><recordContentSource>BT</recordContentSource></recordInfo>
</mods>"""


def test_mods_becomes_a_record_after_the_published_mapping() -> None:
    leader, fields, faults = marc(MODS)
    assert leader[6:8] == "km"
    assert fields["001"] == ["123456789/77"]
    assert fields["008"][0][29] == "o"
    assert fields["245"] == ["10$aThe Sắc phong$bđình làng$nT. 1"]
    assert fields["246"] == ["3 $aSắc thần"]
    assert fields["100"] == ["0 $aTrần Sĩ Huệ$d1944-$4aut"]
    assert fields["710"] == ["2 $aBảo tàng Phú Yên$eChủ sở hữu"]
    assert fields["264"] == [" 1$aTuy Hoà$bBảo tàng$c2018"]
    assert fields["250"] == ["  $aBản 2"]
    assert fields["300"] == ["  $a12 ảnh"]
    assert fields["650"] == [" 0$aVillages$zVietnam"]
    assert fields["653"] == ["  $aĐình làng"]
    assert fields["651"] == [" 4$aPhú Yên"]
    assert fields["082"] == ["04$a959.755"]
    assert fields["776"] == ["08$iBản gốc:$tSắc phong$w(TVTPY)000777"]
    assert fields["773"] == ["0 $tSưu tập Hán Nôm$g3"]
    assert "40$uhttps://so.thuvien.example/77/manifest.json" in fields["856"]
    assert fields["852"] == ["8 $aKho Hán Nôm"]
    assert fields["540"] == ["  $aCC BY 4.0"]
    assert faults[0] == "dc-element-unused extension/x"


METS = f"""<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink" OBJID="hdl:123456789/9">
<metsHdr/>
<dmdSec ID="d1">
<mdWrap MDTYPE="MODS"><xmlData>{MODS.replace('<identifier type="hdl">123456789/77</identifier>', "")}</xmlData></mdWrap></dmdSec>
<dmdSec ID="d2"><mdWrap MDTYPE="OTHER" OTHERMDTYPE="DIM"><xmlData>{dim(("title", "", "Sắc phong"))}</xmlData></mdWrap></dmdSec>
<amdSec><rightsMD ID="r"><mdWrap MDTYPE="OTHER"><xmlData><rights>Hạn chế sử dụng</rights></xmlData></mdWrap></rightsMD></amdSec>
<fileSec><fileGrp USE="ORIGINAL">
<file ID="f1" MIMETYPE="application/pdf" SIZE="1024">
<FLocat LOCTYPE="URL" xlink:href="https://so.thuvien.example/9.pdf"/></file></fileGrp>
<fileGrp USE="THUMBNAIL"><file ID="f2" MIMETYPE="image/jpeg"><FLocat LOCTYPE="URL" xlink:href="https://so.thuvien.example/9.jpg"/></file></fileGrp></fileSec>
<structMap><div/></structMap></mets>"""


def test_mets_gives_its_description_its_files_and_its_rights() -> None:
    _, fields, _ = marc(METS)
    assert fields["001"] == ["123456789/9"]
    assert fields["245"] == ["10$aThe Sắc phong$bđình làng$nT. 1"]
    assert "40$uhttps://so.thuvien.example/9.pdf$qapplication/pdf$s1024 bytes" in fields["856"]
    assert not any("9.jpg" in each for each in fields["856"])
    assert fields["506"] == ["1 $aHạn chế sử dụng"]
    wrapped = oai(METS)
    assert marc(wrapped)[1]["001"] == ["123456789/42"]


def test_the_simple_archive_format_is_read() -> None:
    text = '<dublin_core schema="dc"><dcvalue element="title" qualifier="none">Tên</dcvalue><dcvalue element="identifier" qualifier="uri">http://hdl.handle.net/1/2</dcvalue></dublin_core>'
    _, fields, _ = marc(text)
    assert (fields["001"], fields["245"]) == (["1/2"], ["00$aTên"])


def test_the_format_is_known_by_the_content() -> None:
    assert detect(oai(ITEM).encode()) == "dc"
    assert detect(MODS.encode()) == "mods"
    assert detect(METS.encode()) == "mets"
    assert detect(b'<collection xmlns="http://www.loc.gov/MARC21/slim"><record>') == "marcxml"
    assert detect(oai('<record xmlns="http://www.loc.gov/MARC21/slim"/>').encode()) == "marcxml"


def test_entities_are_refused_and_a_broken_document_keeps_what_was_whole() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>' + dc("<dc:title>&amp;a;&amp;b;</dc:title>")
    assert [fault.code for fault in found(bomb.replace("&amp;", "&"), "dc")[1]] == ["marcxml-entities"]
    two = oai(ITEM).replace("</ListRecords></OAI-PMH>", f"<record>{HEADER}<metadata>{ITEM}")
    records, faults = found(two, "dc")
    assert len(records) == 1
    assert faults[-1].code == "marcxml-unfinished"
    records, faults = found(oai(ITEM).replace("</ListRecords>", "<record>&#1;</record></ListRecords>"), "dc")
    assert len(records) == 1
    assert faults[-1].code == "marcxml-not-well-formed"


def test_names_that_xml_allows_and_lxml_does_not_are_read_over() -> None:
    braces = oai(ITEM).replace("</ListRecords>", '<a xmlns="urn:}b"><dc/></a></ListRecords>')
    records, _ = found(braces)
    assert [record.control_number for record in records] == ["123456789/42"]
    records, faults = found(MODS.replace("<titleInfo", '<x:titleInfo/><titleInfo xmlns:y="urn:}"', 1))
    assert all(isinstance(each, Fault) for each in faults)
    inside = oai(ITEM.replace("<dc:title>", '<t xmlns="}"/><dc:title>', 1))
    assert [record.control_number for record in found(inside)[0]] == ["123456789/42"]
    for form in ("dc", "mods", "mets"):
        assert all(isinstance(each, Fault) for each in found('<dc:title xmlns="urn:a}b">x</dc:title>', form)[1])
