/* Levers (dcc.Slider 4.4.1): Enter takes the number in the box, and an emptied box means 0. Without this the box waits until
   it is left, and an emptied one is no number at all. */
(function () {
  const box = (e) => (e.target instanceof HTMLInputElement && e.target.closest('.lever') ? e.target : null);
  const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  document.addEventListener('keydown', (e) => { if (e.key === 'Enter' && box(e)) e.target.blur(); });
  document.addEventListener('focusout', (e) => {
    if (!box(e) || e.target.value !== '') return;
    write.call(e.target, '0');
    e.target.dispatchEvent(new Event('input', { bubbles: true }));
  }, true);
})();
