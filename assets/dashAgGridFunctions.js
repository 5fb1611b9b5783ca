/* How tables write numbers: the same rules as layouts/formatting.py (British, a real minus sign). */
(function () {
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const cache = new Map();
  function writer(kind, currency) {
    const key = `${kind} ${currency}`;
    if (!cache.has(key)) {
      const options = {
        money: { style: 'currency', currency: currency || 'GBP' },
        count: { maximumFractionDigits: 0 },
        percent: { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 },
        ratio: { minimumFractionDigits: 2, maximumFractionDigits: 2 },
      }[kind];
      cache.set(key, new Intl.NumberFormat('en-GB', options));
    }
    return cache.get(key);
  }
  const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  function day(text) {
    const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(text);
    return found ? `${Number(found[3])} ${MONTHS[Number(found[2]) - 1]} ${found[1]}` : String(text);
  }
  /* False leaves Tab to the browser, which goes on to what follows the table. */
  functions.shopTab = function () { return false; };

  functions.shopFormat = function (params, kind) {
    const value = params.value;
    if (value === null || value === undefined || value === '') return '–';
    if (kind === 'day') return day(value);
    const currency = params.data ? params.data.currency : undefined;
    const text = writer(kind, currency).format(value);
    // What rounds to nothing has no sign.
    return text.replace('-', /[1-9]/.test(text) ? '−' : '');
  };
})();
