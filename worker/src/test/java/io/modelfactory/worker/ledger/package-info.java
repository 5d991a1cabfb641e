/** What the ledger promises, told by its tests on a real PostgreSQL. */
@NullMarked
package io.modelfactory.worker.ledger;

import org.jspecify.annotations.NullMarked;
