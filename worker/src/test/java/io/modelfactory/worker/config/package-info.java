/** What profiles and policies may say, and what happens when they say something else. */
@NullMarked
package io.modelfactory.worker.config;

import org.jspecify.annotations.NullMarked;
