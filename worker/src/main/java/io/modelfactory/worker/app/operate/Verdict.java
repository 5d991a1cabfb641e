package io.modelfactory.worker.app.operate;

/** What a receipt's status means to whoever waits for it. */
public enum Verdict {
    /** What was asked for is done, now or before. */
    DONE,
    /** The run passed, and its publication needs a retry that somebody asks for. */
    NEEDS_A_PERSON,
    /** Failed or refused by name. */
    FAILED;

    /** @param status as in the receipt, such as {@code DONE} or {@code ALREADY_PUBLISHED} */
    public static Verdict of(String status) {
        return switch (status) {
            case "DONE", "PASS_NO_PUBLISH", "ALREADY_PUBLISHED", "ALREADY_PASS" -> DONE;
            case "PUBLISH_PENDING", "ALREADY_PUBLISH_PENDING" -> NEEDS_A_PERSON;
            default -> FAILED;
        };
    }
}
