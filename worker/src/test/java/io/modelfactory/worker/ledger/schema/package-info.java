@NullMarked
package io.modelfactory.worker.ledger.schema;

import org.jspecify.annotations.NullMarked;
