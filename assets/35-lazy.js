/* A part of the page that is not built before it is first in sight (layouts/lazy.py). */
(function () {
  const { createElement, useState } = window.React;
  function Lazy({ id, className, children }) {
    const shown = !(className || '').includes('is-hidden');
    const [seen, see] = useState(shown);
    if (shown && !seen) see(true);
    return createElement('section', { id, className }, seen ? children : null);
  }
  window.shop_parts = Object.assign(window.shop_parts || {}, { Lazy });
})();
