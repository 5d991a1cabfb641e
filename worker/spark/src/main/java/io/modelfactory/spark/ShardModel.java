package io.modelfactory.spark;

import java.io.Serializable;

/**
 * What a task ends with.
 *
 * @param sha256 of its model, which is that of every other task
 * @param model of the first task; the others return none
 */
@SuppressWarnings("ArrayRecordComponent") // it is sent, never compared
record ShardModel(String sha256, byte[] model) implements Serializable {}
