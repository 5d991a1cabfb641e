/**
 * The closed taxonomy of everything that can go wrong. Every way out of the worker carries one
 * {@link io.modelfactory.worker.failure.FailureCode}; nothing here depends on any other package.
 */
@NullMarked
package io.modelfactory.worker.failure;

import org.jspecify.annotations.NullMarked;
