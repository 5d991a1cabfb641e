/**
 * Signatures: an Ed25519 key that signs, public keys that are trusted, and the DSSE envelope that carries a document together
 * with who vouches for it. Bytes and key files go in, envelopes and verdicts come out; what is signed, and who has to sign,
 * is for the rooms that ask. The JDK does the cryptography.
 */
@NullMarked
package io.modelfactory.worker.signing;

import org.jspecify.annotations.NullMarked;
