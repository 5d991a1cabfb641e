package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.receipt.InvocationReceipt;
import java.util.Optional;

/** A request with its receipt, and the run it is about if there is one. */
record AnsweredRequest(OpenRequest request, InvocationReceipt receipt, Optional<RunRow> run) {}
