#include "scenarios/readers/gdal_messages.h"

#include <cpl_error.h>
#include <gdal_priv.h>

#include <mutex>

namespace quarterhour {

namespace {

void CPL_STDCALL collect(CPLErr level, CPLErrorNum /*number*/, const char* text) {
  if (level < CE_Failure) return;
  static_cast<GdalMessages*>(CPLGetErrorHandlerUserData())->add_error(text);
}

}  // namespace

GdalMessages::GdalMessages() {
  static std::once_flag registered;
  std::call_once(registered, [] { GDALAllRegister(); });
  CPLPushErrorHandlerEx(collect, this);
}

GdalMessages::~GdalMessages() { CPLPopErrorHandler(); }

void GdalMessages::add_error(const char* text) {
  std::string line;
  for (const char* at = text; *at != '\0'; ++at) line += *at == '\n' || *at == '\r' ? ' ' : *at;
  while (!line.empty() && (line.back() == '.' || line.back() == ' ')) line.pop_back();
  errors_.push_back(line);
}

std::string GdalMessages::first_error() const { return errors_.empty() ? std::string() : errors_.front(); }

}  // namespace quarterhour
