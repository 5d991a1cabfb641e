/** The ledger as people look at it. */
@NullMarked
package io.modelfactory.worker.ledger.overview;

import org.jspecify.annotations.NullMarked;
