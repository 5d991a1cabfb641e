/** What each page shows, read out of ledger and store; a page is one value, shown as HTML or as JSON. */
@NullMarked
package io.modelfactory.worker.console.page;

import org.jspecify.annotations.NullMarked;
