package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A receipt that waits to be written to the object store.
 *
 * @param receiptKey where it is to be written
 */
public record ReceiptRow(String requestId, String payloadHash, String receiptKey, JsonNode receipt) {}
