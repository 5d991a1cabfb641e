package io.modelfactory.worker.console.action;

import java.util.Map;

/**
 * Requests in the name of the person who has signed in. They are messages on the request topic, signed by the console's
 * own key and judged by the pinned policy, as everyone's are.
 *
 * <p>Any method throws {@link io.modelfactory.worker.failure.FailureException} by the code that the request would be
 * refused with, or if there is no such run, and {@link io.modelfactory.worker.failure.TransientFaultException} if the
 * database or the broker does not answer.
 */
public interface ConsoleRequests {
    /** What a run was asked with, by the names that may be changed. */
    Map<String, String> againFields(String runKey);

    /**
     * What would be asked; nothing is sent.
     *
     * @param settings new values by the names of {@link #againFields}
     */
    RequestPlan planAgain(String principal, String runKey, Map<String, String> settings);

    SentRequest requestAgain(String principal, String runKey, Map<String, String> settings);

    /** What would be asked; nothing is sent. */
    RequestPlan planRetry(String principal, String runKey, String reason);

    /** @param reason why it should succeed now */
    SentRequest retryPublication(String principal, String runKey, String reason);
}
