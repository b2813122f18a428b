/** OpenAI's protocol for jobs that generate text: requests and responses, whole or as events. Texts are never logged. */
package sharelora.predictor.openai;
