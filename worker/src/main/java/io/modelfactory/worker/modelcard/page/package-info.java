/**
 * A page of text, tables and figures, and how it is written as Markdown and as HTML: content goes in once, both forms
 * say the same. What the page is about it does not know; whatever it is given is treated as hostile text.
 */
@NullMarked
package io.modelfactory.worker.modelcard.page;

import org.jspecify.annotations.NullMarked;
