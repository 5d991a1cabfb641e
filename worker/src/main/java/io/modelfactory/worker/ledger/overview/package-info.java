/**
 * The ledger as people look at it: counts, pages of runs, bundles and datasets. What a statement costs is bounded,
 * however many runs there are.
 */
@NullMarked
package io.modelfactory.worker.ledger.overview;

import org.jspecify.annotations.NullMarked;
