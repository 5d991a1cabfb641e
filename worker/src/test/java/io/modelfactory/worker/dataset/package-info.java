/** Tests of the dataset package: reading, checks, leakage guard, splits and encoding. */
@NullMarked
package io.modelfactory.worker.dataset;

import org.jspecify.annotations.NullMarked;
