/** The measures of rows by group and by week, and the gaps between groups. */
@NullMarked
package io.modelfactory.worker.evaluate.group;

import org.jspecify.annotations.NullMarked;
