// SPDX-License-Identifier: Apache-2.0
// Ctrl + Enter (or ⌘ + Enter) runs the query; the page works without this file.
"use strict";
const editor = document.getElementById("query");
editor.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    editor.form.requestSubmit(editor.form.querySelector("button"));
  }
});
