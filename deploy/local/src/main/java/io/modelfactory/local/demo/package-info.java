/**
 * The demonstration: {@link io.modelfactory.local.demo.Demo} starts the local platform and the worker's production jar,
 * lays out data sets, sends requests with the worker's own command line, and reads the outcomes as any other component
 * would: from the object store, the database and the topics. Nothing here shares code with the worker, so what it shows
 * is what any other component of the platform sees.
 */
@NullMarked
package io.modelfactory.local.demo;

import org.jspecify.annotations.NullMarked;
