/* Accessible names for dash-core-components 4.4.1 (axe-core 4.14: aria-hidden-focus, aria-input-field-name, nested-interactive,
   aria-dialog-name, label, aria-allowed-attr, label-content-name-mismatch). Delete a rule here once axe passes without it. */
(function () {
  const set = (el, k, v) => { if (el && el.getAttribute(k) !== v) v === null ? el.removeAttribute(k) : el.setAttribute(k, v); };
  const txt = (el) => (el ? el.textContent.trim() : '');
  function dropdown(w) {
    const b = w.querySelector('button.dash-dropdown'); if (!b || !b.id) return;
    const lab = document.querySelector('label[for="' + CSS.escape(b.id) + '"]'); if (!lab) return;
    if (!lab.id) lab.id = b.id + '-label';
    const name = txt(lab), open = b.getAttribute('aria-expanded') === 'true';
    const items = [...w.querySelectorAll('.dash-dropdown-value-item')].map(txt).join(', ');
    const val = items || txt(w.querySelector('.dash-dropdown-value, .dash-dropdown-placeholder')), n = txt(w.querySelector('.dash-dropdown-value-count'));
    set(b, 'aria-labelledby', null);
    set(b, 'aria-label', `${name} ${n || val}`);
    const d = w.querySelector('.dash-dropdown-content') || document.getElementById(b.getAttribute('aria-controls'));
    const f = w.querySelector('.dash-dropdown-focus-target');           // the real tab stop, shipped as aria-hidden
    if (f) { set(f, 'aria-hidden', null); set(f, 'role', 'combobox'); set(f, 'aria-haspopup', 'dialog'); set(f, 'aria-expanded', String(open)); set(f, 'aria-controls', open && d ? d.id : null); set(f, 'aria-label', [name, val, n].filter(Boolean).join(', ')); }
    if (d) { set(d, 'aria-label', name); d.querySelectorAll('.dash-options-list').forEach((l) => options(l, name)); set(d.querySelector('.dash-dropdown-search'), 'aria-label', 'Search ' + name.toLowerCase()); }
  }
  function options(l, name) { set(l, 'role', 'group'); if (name) set(l, 'aria-label', name); l.querySelectorAll('[role=option]').forEach((o) => { set(o, 'role', null); set(o, 'aria-selected', null); }); }
  function dates(w) {
    const h = w.closest('[data-label]'), name = h ? h.getAttribute('data-label') : 'Dates';
    set(w, 'role', 'group'); set(w, 'aria-label', name); ['aria-labelledby', 'aria-haspopup', 'aria-expanded', 'type'].forEach((a) => set(w, a, null));
  }
  function calendar(c) { set(c, 'aria-label', 'Choose dates'); c.querySelectorAll('input[type=number]').forEach((i) => set(i, 'aria-label', 'Year')); }
  function lever(l) { l.querySelectorAll('[role=slider], input').forEach((e) => set(e, 'aria-label', l.getAttribute('data-label'))); }
  let q = 0;
  function run() {
    q = 0;
    document.querySelectorAll('.dash-dropdown-wrapper').forEach(dropdown);
    document.querySelectorAll('.dash-datepicker-input-wrapper').forEach(dates);
    document.querySelectorAll('.dash-datepicker-content').forEach(calendar);
    document.querySelectorAll('.lever').forEach(lever);
    document.querySelectorAll('.kpi-btn').forEach((b) => set(b, 'aria-pressed', String(b.classList.contains('is-on'))));
    document.querySelectorAll('.navtab').forEach((a) => set(a, 'aria-current', a.classList.contains('active') ? 'page' : null));
  }
  new MutationObserver(() => { q = q || requestAnimationFrame(run); }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-expanded', 'aria-labelledby', 'aria-hidden', 'role', 'aria-controls', 'class'] });
})();
