@NullMarked
package io.modelfactory.spark;

import org.jspecify.annotations.NullMarked;
