package io.modelfactory.worker.inspect.verify;

import io.modelfactory.worker.signing.TrustedKeys;

/**
 * What is asked of a bundle's signature.
 *
 * @param trusted the keys whose signatures count; with none, a signature cannot be distinguished from a forgery
 * @param required whether an unsigned bundle is a finding
 */
public record SignatureRequirement(TrustedKeys trusted, boolean required) {}
