// SPDX-License-Identifier: Apache-2.0
// Folding and words as in vocab/text.py and site/search_words.py; both are held to vocab/fold-vectors.json.
"use strict";

const Mucluc = (() => {
  const LETTERS = {
    "đ": "d", "ð": "d", "ɗ": "d", "ø": "o", "ł": "l", "ħ": "h", "ı": "i", "ƀ": "b", "ɓ": "b", "ŋ": "ng",
    "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ς": "σ",
  };
  const DROPPED = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u02b0-\u02ff\u{e0100}-\u{e01ef}]/u;
  const KEPT = /[\p{L}\p{N}\p{M}]/u;
  const TONES = { "\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5" };
  const IDEOGRAPH = /[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;
  const INNER = /[\p{L}\p{N}][\p{L}\p{N}\u0300-\u036f\ufe20-\ufe2f\u00ad\u200b-\u200f\u2060\ufeff]*/gu;
  const LONGEST = 40;

  function fold(text) {
    let kept = "";
    // Python lowers a final capital sigma to ς by its context; both forms fold to σ here, so the difference is lost.
    for (const char of text.normalize("NFKD").toLowerCase()) {
      if (char in LETTERS) kept += LETTERS[char];
      else if (DROPPED.test(char)) continue;
      else if (KEPT.test(char)) kept += char;
      else if (!/\p{Cf}/u.test(char)) kept += " ";
    }
    return kept.normalize("NFC").split(/\s+/u).filter(Boolean).join(" ");
  }

  function spelling(word, folded) {
    const plain = word.toLowerCase();
    if (plain === folded) return "";
    let letters = "";
    let tones = "";
    for (const char of plain.normalize("NFD")) {
      if (char in TONES) tones += TONES[char];
      else letters += char;
    }
    const spelled = [...letters.normalize("NFC")].slice(0, LONGEST).join("") + tones;
    return spelled === folded ? "" : spelled;
  }

  // [folded, spelling] of each word; see `words` in search_words.py.
  function words(text) {
    const found = [];
    for (const chunk of text.split(/\s+/u).filter(Boolean)) {
      const folded = fold(chunk).replace(IDEOGRAPH, " $& ").split(" ").filter(Boolean);
      const inner = chunk.normalize("NFC").match(INNER) || [];
      folded.forEach((each, n) => {
        const spelled = inner.length === folded.length ? spelling(inner[n], each) : "";
        found.push([[...each].slice(0, LONGEST).join(""), spelled]);
      });
    }
    return found;
  }

  return { fold, words };
})();
