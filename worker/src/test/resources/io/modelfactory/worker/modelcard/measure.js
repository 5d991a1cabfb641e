// Finds what does not fit in a page, and hands it to the frame around it.
addEventListener('load', () => {
  const problems = [];
  const name = element =>
    (element.tagName + '.' + element.getAttribute('class')).toLowerCase() + ' "' + element.textContent.trim().slice(0, 40) + '"';
  const inSight = selector =>
    document.querySelectorAll(selector).forEach(element => {
      const box = element.getBoundingClientRect();
      if (box.bottom > innerHeight || box.height === 0) {
        problems.push(name(element) + ' is not in sight: it ends at ' + box.bottom);
      }
    });
  const within = (element, around, slack) => {
    const box = element.getBoundingClientRect();
    const outer = around.getBoundingClientRect();
    if (box.left < outer.left - slack || box.right > outer.right + slack) {
      problems.push(
        name(element) + ' from ' + box.left + ' to ' + box.right + ' leaves ' + name(around) + ' from ' + outer.left + ' to ' + outer.right);
    }
  };

  if (!document.querySelector('header .verdict') || !document.querySelector('header .points li')) {
    problems.push('no verdict or margin');
  }
  inSight('header .verdict, header .points li');
  document.querySelectorAll('details').forEach(details => (details.open = true));

  if (document.documentElement.scrollWidth > innerWidth) {
    problems.push('the page scrolls sideways: ' + document.documentElement.scrollWidth);
  }
  document.querySelectorAll('body *').forEach(element => {
    if (element.closest('svg, thead, script')) {
      return;
    }
    within(element, element.parentElement, 1);
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) {
      problems.push(name(element) + ' is wider than its box: ' + element.scrollWidth + ' in ' + element.clientWidth);
    }
  });
  document.querySelectorAll('.figures > div').forEach(figure => {
    const box = figure.getBoundingClientRect();
    [...figure.children].forEach(child => {
      const inner = child.getBoundingClientRect();
      if (inner.top < box.top || inner.bottom > box.bottom) {
        problems.push(name(child) + ' leaves its box');
      }
    });
  });

  const texts = [...document.querySelectorAll('svg text')];
  texts.forEach(text => {
    const svg = text.ownerSVGElement;
    const pixels = parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a;
    if (pixels < 11) {
      problems.push(name(text) + ' has ' + pixels + ' pixels');
    }
    within(text, svg.closest('.plot'), 1);
    const box = text.getBoundingClientRect();
    const drawing = svg.getBoundingClientRect();
    if (box.top < drawing.top - 1 || box.bottom > drawing.bottom + 1) {
      problems.push(name(text) + ' leaves its drawing');
    }
    // A line box has space above and below its letters.
    texts
      .filter(other => other.ownerSVGElement === svg && other !== text)
      .forEach(other => {
        const second = other.getBoundingClientRect();
        const wide = Math.min(box.right, second.right) - Math.max(box.left, second.left);
        const high = Math.min(box.bottom, second.bottom) - Math.max(box.top, second.top);
        if (wide > 1 && high > 0.35 * Math.min(box.height, second.height)) {
          problems.push(name(text) + ' covers ' + name(other));
        }
      });
  });
  parent.postMessage(
    btoa(unescape(encodeURIComponent(JSON.stringify({ width: innerWidth, texts: texts.length, problems })))), '*');
});
