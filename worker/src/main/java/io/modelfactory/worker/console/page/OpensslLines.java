package io.modelfactory.worker.console.page;

import java.util.List;

/** How a third party verifies a signed bundle, as the runbook sign-bundles.md says it. */
final class OpensslLines {
    /** To be run in a copy of the bundle's folder, with the public key as {@code trusted.pem}. */
    static final List<String> LINES = List.of(
            "sed -n 's/.*\"payload\":\"\\([^\"]*\\)\".*/\\1/p' provenance.dsse.json | base64 -d >statement.json",
            "sed -n 's/.*\"sig\":\"\\([^\"]*\\)\".*/\\1/p' provenance.dsse.json | base64 -d >signature.bin",
            "{ printf 'DSSEv1 28 application/vnd.in-toto+json %d ' \"$(wc -c <statement.json)\"; cat statement.json; }"
                    + " >signed.bin",
            "openssl pkeyutl -verify -pubin -inkey trusted.pem -rawin -in signed.bin -sigfile signature.bin");

    private OpensslLines() {}
}
