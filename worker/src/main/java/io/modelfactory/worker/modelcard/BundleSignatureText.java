package io.modelfactory.worker.modelcard;

import java.util.Optional;

/**
 * What the documents say of a bundle's signature. Whether it holds they cannot say: the signature is made over them,
 * and which keys are trusted is the reader's own business.
 */
final class BundleSignatureText {
    private BundleSignatureText() {}

    /** @param documents of a published run */
    static String point(CardDocuments documents) {
        return signingKey(documents)
                .map(key -> "Signed by its publisher with the key " + key
                        + "; not verified by this page, but by mf verify --bundle.")
                .orElse("Its publisher had no key to sign it with: mf verify --bundle compares digests only.");
    }

    static String paragraph(CardDocuments documents) {
        if (!documents.published()) {
            return "The run has published no bundle, so there is none to verify, and no signature.";
        }
        return signingKey(documents)
                .map(key -> "The worker that published the bundle signs with the key " + key
                        + ". Its signature lies beside this card, in provenance.dsse.json: over the model, its"
                        + " evidence and what they were made from. Whether it holds, and whether that key is to be trusted,"
                        + " is for the reader to verify: no document can prove itself.")
                .orElse(
                        "The worker that published the bundle had no signing key. A signature, if one was added later, lies"
                                + " beside this card, in provenance.dsse.json; whether it holds, and by whose key,"
                                + " is for the reader to verify.");
    }

    private static Optional<String> signingKey(CardDocuments documents) {
        return documents.workers().signingKeyId();
    }
}
