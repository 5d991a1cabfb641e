package io.modelfactory.contracts;

/**
 * What a {@code MfJobRequest} may ask for. Each name is also that of the field which carries the command's payload.
 * They are texts and no enumeration, since a request with an unknown command is read too, to be refused by name.
 */
public final class JobCommand {
    public static final String TRAIN_BUILD = "train_build";
    public static final String PUBLISH_RETRY = "publish_retry";
    public static final String PUBLISH_OVERRIDE = "publish_override";

    private JobCommand() {}
}
