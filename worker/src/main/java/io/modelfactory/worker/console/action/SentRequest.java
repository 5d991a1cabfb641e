package io.modelfactory.worker.console.action;

/**
 * A request that the broker has.
 *
 * @param sentTo where it lies, such as {@code topic-0@42}
 */
public record SentRequest(String requestId, String runKey, String sentTo) {}
