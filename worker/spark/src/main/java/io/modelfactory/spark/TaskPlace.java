package io.modelfactory.spark;

import java.io.Serializable;

/**
 * Where a task of a rehearsal has run.
 *
 * @param readsFolder whether it could read the folder that shards would lie in
 */
record TaskPlace(String host, boolean readsFolder) implements Serializable {}
