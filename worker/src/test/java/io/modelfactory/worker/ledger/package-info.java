/** Tests of the ledger on a real PostgreSQL. */
@NullMarked
package io.modelfactory.worker.ledger;

import org.jspecify.annotations.NullMarked;
