package io.modelfactory.worker.request;

import io.modelfactory.worker.config.RequestKeyPolicy.RequestKey;

/** What is known of a message's signature before the message is looked at. */
public sealed interface SignatureCheck {
    /** It has none. */
    record Unsigned() implements SignatureCheck {}

    /** It is signed by this key, which the policy has and does not revoke. */
    record Signed(RequestKey key) implements SignatureCheck {}

    /** It has a signature that does not hold. */
    record Broken(String why) implements SignatureCheck {}
}
