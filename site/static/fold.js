// SPDX-License-Identifier: Apache-2.0
// Folding, spelling, sort keys and words as in vocab/text.py and site/search_words.py; both are held to vocab/fold-vectors.json.
"use strict";

const Mucluc = (() => {
  const LETTERS = {
    "đ": "d", "ð": "d", "ɗ": "d", "ø": "o", "ł": "l", "ħ": "h", "ı": "i", "ƀ": "b", "ɓ": "b", "ŋ": "ng",
    "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ς": "σ",
  };
  const DROPPED = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u02b0-\u02ff\u{e0100}-\u{e01ef}]/u;
  const KEPT = /[\p{L}\p{N}\p{M}\u{20000}-\u{3fffd}]/u;
  const TONES = { "\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5" };
  const IDEOGRAPH = /[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;
  const INNER = /[\p{L}\p{N}][\p{L}\p{N}\u0300-\u036f\ufe20-\ufe2f\u00ad\u200b-\u200f\u2060\ufeff]*/gu;
  const LONGEST = 40;
  const OWN = { "a\u0306": "a|", "a\u0302": "a}", "e\u0302": "e}", "o\u0302": "o}", "o\u031b": "o~", "u\u031b": "u~" };
  const WORD = /[0-9]+|[\p{L}\u0300-\u036f\u3099\u309a\u{20000}-\u{3fffd}]+/gu;
  const SILENT = /[\u00ad\u02b0-\u02ff\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]/gu;

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

  // A word's letters in lower case, and its tones: `hoà` and `hòa` are both ["hoa", "1"].
  function lettersAndTones(word) {
    let letters = "";
    let tones = "";
    for (const char of word.toLowerCase().normalize("NFD")) {
      if (char in TONES) tones += TONES[char];
      else letters += char;
    }
    return [letters.normalize("NFC"), tones];
  }

  // For comparing with marks, wherever a tone is written; see `exact` in text.py.
  function exact(text) {
    const plain = text.normalize("NFKC").replace(SILENT, "");
    return (plain.match(WORD) || []).map((word) => lettersAndTones(word).join("")).join(" ");
  }

  function numberKey(digits) {
    const value = digits.length < 1000 ? BigInt(digits).toString() : digits;
    return "9".repeat(Math.floor(value.length / 9)) + (value.length % 9) + value;
  }

  function syllableKey(word) {
    if (/^[0-9]+$/u.test(word)) return numberKey(word);
    const letters = [];
    let tones = "";
    for (const char of word.normalize("NFD")) {
      if (char in TONES) tones += TONES[char];
      else if (!/\p{M}/u.test(char)) letters.push(char === "đ" ? "d~" : char in LETTERS ? LETTERS[char] : char);
      else if (letters.length && letters[letters.length - 1] + char in OWN) letters.push(OWN[letters.pop() + char]);
      else tones += "6";
    }
    return letters.join("") + (tones ? `.${tones}` : "");
  }

  // Sorts by code points (compare code points, not UTF-16 units) in the order of a Vietnamese dictionary; see `sort_key` in text.py.
  function sortKey(text) {
    const plain = text.normalize("NFKC").replace(SILENT, "").toLowerCase();
    return (plain.match(WORD) || []).map(syllableKey).join(" ");
  }

  function spelling(word, folded) {
    const [letters, tones] = lettersAndTones(word);
    const spelled = [...letters].slice(0, LONGEST).join("") + tones;
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

  return { fold, exact, sortKey, words };
})();
