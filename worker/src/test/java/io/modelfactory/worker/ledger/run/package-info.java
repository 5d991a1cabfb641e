@NullMarked
package io.modelfactory.worker.ledger.run;

import org.jspecify.annotations.NullMarked;
