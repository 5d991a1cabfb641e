@NullMarked
package io.modelfactory.worker.lineage;

import org.jspecify.annotations.NullMarked;
