@NullMarked
package io.modelfactory.worker.training.process.spark;

import org.jspecify.annotations.NullMarked;
