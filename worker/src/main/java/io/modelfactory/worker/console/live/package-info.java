/**
 * Changes, from the ledger to browsers: one thread watches the ledger, however many browsers listen, and one stream of
 * server-sent events serves all tabs of a browser.
 */
@NullMarked
package io.modelfactory.worker.console.live;

import org.jspecify.annotations.NullMarked;
