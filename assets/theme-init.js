/* Runs in <head>, before the first paint: no flash of the wrong colours. A file of its own, so that
   a strict script-src 'self' holds. Dash loads it again at the end of the page, which changes nothing. */
(function () {
  var choice = null;
  try { choice = JSON.parse(localStorage.getItem('theme-choice')); } catch (e) { choice = null; }
  if (choice !== 'light' && choice !== 'dark') choice = 'system';
  var dark = choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-theme-choice', choice);
  document.documentElement.setAttribute('data-bs-theme', dark ? 'dark' : 'light');
})();
