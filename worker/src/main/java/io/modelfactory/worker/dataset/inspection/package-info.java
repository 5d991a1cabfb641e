/**
 * What a file that nothing was declared of is found to be: encoding, dialect and columns, and the questions that only
 * its owner can answer.
 */
@NullMarked
package io.modelfactory.worker.dataset.inspection;

import org.jspecify.annotations.NullMarked;
