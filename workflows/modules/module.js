"use strict";
// A page of a learning module. It speaks the run-time of SCORM 1.2 where a platform offers one (window.API),
// and works without: then nothing is reported. Nothing is fetched, nothing is kept outside the platform.
(() => {
  const body = document.body;
  const articles = [...document.querySelectorAll("article[lang]")];
  const buttons = [...document.querySelectorAll("[data-language]")];
  const COMPLETE = ["completed", "passed"];
  const began = Date.now();

  // -- the platform: an object called API in a window above, or in the one that opened this one

  const above = (from) => {
    for (let win = from, step = 0; win && step < 50; win = win.parent, step += 1) {
      try {
        if (win.API) return win.API;
      } catch { return null; } // a window of somebody else
      if (win === win.parent) return null;
    }
    return null;
  };
  const api = above(window) || (window.opener && !window.opener.closed ? above(window.opener) : null);
  const call = (name, ...values) => {
    try {
      return api ? String(api[name](...values)) : "";
    } catch { return ""; }
  };
  const put = (key, value) => call("LMSSetValue", `cmi.core.${key}`, String(value));
  const get = (key) => call("LMSGetValue", `cmi.core.${key}`);

  // -- languages: one is shown, as the learner chose it before, or as the browser asks

  const speak = (tag) => {
    const found = articles.find((one) => one.lang === tag) || articles[0];
    for (const one of articles) one.hidden = one !== found;
    for (const one of articles) for (const film of one.querySelectorAll("video")) film.pause();
    for (const one of buttons) one.setAttribute("aria-pressed", String(one.dataset.language === found.lang));
    document.documentElement.lang = found.lang;
    document.documentElement.dir = found.dir;
    document.title = found.dataset.title;
    return found.lang;
  };
  const asked = () => {
    const tags = articles.map((one) => one.lang);
    const near = navigator.languages.map((one) => tags.find((tag) => tag === one)
      || tags.find((tag) => tag.split("-")[0] === one.split("-")[0]));
    return near.find(Boolean) || tags[0];
  };

  // -- an end: after its last day a page shows nothing but that

  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()]
      .map((part) => String(part).padStart(2, "0")).join("-");
  };
  const ended = Boolean(body.dataset.until) && today() > body.dataset.until;
  if (ended) {
    for (const one of document.querySelectorAll(".content")) one.remove();
    for (const one of document.querySelectorAll(".over")) one.hidden = false;
  }

  // -- what is reported

  call("LMSInitialize", "");
  let complete = COMPLETE.includes(get("lesson_status"));
  if (!complete && !ended) put("lesson_status", "incomplete");
  speak(get("lesson_location") || asked());
  for (const one of buttons) {
    one.addEventListener("click", () => put("lesson_location", speak(one.dataset.language)));
  }

  const report = (status) => {
    complete = complete || COMPLETE.includes(status);
    put("lesson_status", status);
    call("LMSCommit", "");
  };
  for (const one of document.querySelectorAll(".read")) {
    one.addEventListener("click", () => {
      for (const each of document.querySelectorAll(".read")) each.disabled = true;
      for (const each of document.querySelectorAll(".noted")) each.hidden = false;
      report("completed");
    });
  }

  // -- the check: one answer to each question; the right ones are shown, and it may be tried again

  const look = (form) => {
    const asked = [...form.querySelectorAll("fieldset")];
    const right = asked.filter((one) => one.querySelector("input:checked")?.value === one.dataset.right);
    for (const one of asked) {
      for (const option of one.querySelectorAll("label")) {
        const input = option.querySelector("input");
        option.classList.toggle("right", input.value === one.dataset.right);
        option.classList.toggle("wrong", input.checked && input.value !== one.dataset.right);
      }
    }
    const score = Math.round((100 * right.length) / asked.length);
    const said = form.querySelector(".score");
    said.querySelector(".n").textContent = `${right.length} / ${asked.length}`;
    said.hidden = false;
    put("score.min", 0);
    put("score.max", 100);
    put("score.raw", score);
    report(score >= Number(body.dataset.mastery) ? "passed" : "failed");
  };
  for (const form of document.querySelectorAll("form.check")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      look(form);
    });
    form.addEventListener("reset", () => {
      form.querySelector(".score").hidden = true;
      for (const one of form.querySelectorAll("label")) one.classList.remove("right", "wrong");
    });
  }

  // -- leaving: how long it was open (CMITimespan, HHHH:MM:SS), once

  const time = () => {
    const seconds = Math.round((Date.now() - began) / 1000);
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    return parts.map((part, place) => String(part).padStart(place ? 2 : 4, "0")).join(":");
  };
  let left = false;
  const leave = () => {
    if (left) return;
    left = true;
    put("session_time", time());
    put("exit", complete ? "" : "suspend");
    call("LMSCommit", "");
    call("LMSFinish", "");
  };
  addEventListener("pagehide", leave);
  addEventListener("beforeunload", leave);
})();
