/** Fixtures of who works on a run. */
@NullMarked
package io.modelfactory.worker.ledger.activity;

import org.jspecify.annotations.NullMarked;
