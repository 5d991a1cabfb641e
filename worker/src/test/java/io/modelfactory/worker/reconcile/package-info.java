/** Tests of the comparison of ledger and store. */
@NullMarked
package io.modelfactory.worker.reconcile;

import org.jspecify.annotations.NullMarked;
