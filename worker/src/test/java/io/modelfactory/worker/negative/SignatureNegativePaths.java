package io.modelfactory.worker.negative;

import static io.modelfactory.worker.failure.FailureCode.REQUEST_SIGNATURE_INVALID;
import static io.modelfactory.worker.negative.ExpectedOutcome.REFUSED;
import static io.modelfactory.worker.negative.NegativePath.path;

import java.util.List;

/** Requests that another than their requester may have sent. */
final class SignatureNegativePaths {
    private SignatureNegativePaths() {}

    static List<NegativePath> all() {
        return List.of(
                path("the signature is a copy of that of another request", REQUEST_SIGNATURE_INVALID)
                        .given(scenario -> {
                            scenario.sign(StrictPolicies.requestKey());
                            scenario.trainBuild().put("config_revision", "what-was-never-signed");
                            scenario.expectForgery();
                        })
                        .expect(REFUSED)
                        .says("over this record"),
                path("an override is not signed", REQUEST_SIGNATURE_INVALID)
                        .given(scenario -> {
                            scenario.requestPublishOverride("tr_" + "0".repeat(32));
                            scenario.unsign();
                            scenario.expectForgery();
                        })
                        .expect(REFUSED)
                        .says("publish_override is always signed"),
                path("the key is not mapped to the requester", REQUEST_SIGNATURE_INVALID)
                        .given(scenario -> {
                            scenario.setPrincipal(StrictPolicies.PINNED);
                            scenario.sign(StrictPolicies.requestKey());
                            scenario.expectForgery();
                        })
                        .expect(REFUSED)
                        .says("may not sign in the name of " + StrictPolicies.PINNED),
                path("the key is revoked", REQUEST_SIGNATURE_INVALID)
                        .given(scenario -> {
                            scenario.sign(StrictPolicies.revokedKey());
                            scenario.expectForgery();
                        })
                        .expect(REFUSED)
                        .says("is revoked"),
                path("the key is unknown", REQUEST_SIGNATURE_INVALID)
                        .given(scenario -> {
                            scenario.sign(StrictPolicies.unknownKey());
                            scenario.expectForgery();
                        })
                        .expect(REFUSED)
                        .says("is none of the launcher policy's request_keys"));
    }
}
