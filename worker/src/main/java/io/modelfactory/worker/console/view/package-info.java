/**
 * How answers look: the frame around every page, templates that were compiled with the code, and files for browsers.
 */
@NullMarked
package io.modelfactory.worker.console.view;

import org.jspecify.annotations.NullMarked;
