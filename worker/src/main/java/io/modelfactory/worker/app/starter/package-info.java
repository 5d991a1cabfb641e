/**
 * What a user begins with who has a dataset and nothing else: a training profile, a governance profile and a request,
 * fitted to the dataset by fixed rules, so that the same dataset gives the same files everywhere. Dataset documents go
 * in, text goes out; the command line writes it or asks by it.
 */
@NullMarked
package io.modelfactory.worker.app.starter;

import org.jspecify.annotations.NullMarked;
