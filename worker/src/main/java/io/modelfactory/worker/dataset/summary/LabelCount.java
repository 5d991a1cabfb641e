package io.modelfactory.worker.dataset.summary;

/**
 * The rows of one label value.
 *
 * @param value in the text form of labels
 * @param positive whether it is the positive class
 */
public record LabelCount(String value, boolean positive, long rows) {}
