/** What takes the place of Spark's own launcher where no cluster is wanted. */
@NullMarked
package org.apache.spark.deploy;

import org.jspecify.annotations.NullMarked;
