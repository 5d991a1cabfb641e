/**
 * Signatures: an Ed25519 key that signs, public keys that are trusted, and the DSSE envelope that carries a document
 * together with its signatures. Bytes and key files go in, envelopes and verdicts come out; what is signed, and who has
 * to sign, is decided by the callers. The JDK does the cryptography.
 */
@NullMarked
package io.modelfactory.worker.signing;

import org.jspecify.annotations.NullMarked;
