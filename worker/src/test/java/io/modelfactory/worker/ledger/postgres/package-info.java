/** What the ledger's use of PostgreSQL is checked by where no database is needed. */
@NullMarked
package io.modelfactory.worker.ledger.postgres;

import org.jspecify.annotations.NullMarked;
