// SPDX-License-Identifier: Apache-2.0
// The only script of report.html: columns are sorted, findings are filtered, commands are copied. It makes
// elements of its own words and gives foreign text to nothing but comparisons.
#include "report/image_page_parts.hpp"

namespace pushgate::report {

const std::string_view k_page_script = R"(
'use strict';
(function () {
  const weights = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNKNOWN'];
  const collator = new Intl.Collator('en', { numeric: true });

  function make(name, text, attributes) {
    const element = document.createElement(name);
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    return element;
  }

  function sortable(table, say) {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      if (!head.dataset.sort) return;
      const button = make('button', head.textContent, { type: 'button' });
      head.replaceChildren(button);
      button.addEventListener('click', function () {
        const down = head.getAttribute('aria-sort') === 'ascending';
        for (const other of heads) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const key = function (row) {
          const text = row.cells[column].textContent;
          return head.dataset.sort === 'severity' ? String(weights.indexOf(text)) : text;
        };
        const body = table.tBodies[0];
        const rows = Array.from(body.rows).map(function (row) { return [key(row), row]; });
        rows.sort(function (a, b) { return collator.compare(a[0], b[0]) * (down ? -1 : 1); });
        body.replaceChildren(...rows.map(function (pair) { return pair[1]; }));
        say('Sorted by ' + button.textContent + (down ? ', descending' : ', ascending'));
      });
    });
  }

  function chooser(label, values) {
    const select = make('select', '');
    select.append(make('option', 'all', { value: '' }));
    for (const value of values) select.append(make('option', value));
    const outer = make('label', label);
    outer.append(select);
    return { outer: outer, select: select };
  }

  function filtered(table, place) {
    const rows = Array.from(table.tBodies[0].rows).map(function (row) {
      return { row: row, severity: row.cells[0].textContent, effect: row.cells[1].textContent, text: row.textContent.toLowerCase() };
    });
    const has = function (name, value) { return rows.some(function (one) { return one[name] === value; }); };
    const severity = chooser('Severity', weights.filter(function (value) { return has('severity', value); }));
    const effect = chooser('Effect', ['denies', 'could not look', 'VEX', 'waived', 'has grace', 'none'].filter(function (value) { return has('effect', value); }));
    const words = make('input', '', { type: 'search' });
    const label = make('label', 'Filter by words');
    label.append(words);
    const tools = make('div', '', { class: 'tools', role: 'search', 'aria-label': 'Filter the findings' });
    const status = make('span', '', { role: 'status' });
    tools.append(label, severity.outer, effect.outer, status);
    const apply = function () {
      const wanted = words.value.toLowerCase().split(/\s+/);
      let shown = 0;
      for (const one of rows) {
        const fits = (!severity.select.value || one.severity === severity.select.value) &&
          (!effect.select.value || one.effect === effect.select.value) &&
          wanted.every(function (word) { return one.text.includes(word); });
        one.row.hidden = !fits;
        if (fits) ++shown;
      }
      status.textContent = shown + ' of ' + rows.length + ' shown';
    };
    words.addEventListener('input', apply);
    severity.select.addEventListener('change', apply);
    effect.select.addEventListener('change', apply);
    place.before(tools);
    return function (text) { status.textContent = text; };
  }

  for (const table of document.querySelectorAll('table')) {
    const place = table.parentElement;
    let say = function () {};
    if (table.classList.contains('filtered')) say = filtered(table, place);
    sortable(table, say);
  }

  for (const command of document.querySelectorAll('.command')) {
    const button = make('button', 'Copy', { type: 'button', class: 'copy' });
    button.addEventListener('click', function () {
      getSelection().selectAllChildren(command);
      button.textContent = document.execCommand('copy') ? 'Copied' : 'Selected: copy it with your keyboard';
    });
    command.after(button);
  }
})();
)";

}  // namespace pushgate::report
